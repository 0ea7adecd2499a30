/** upstream: apimachinery/pkg/util/net (port_split.go, http.go), pkg/version: texts that the API server reads and writes */
import { compareVersions } from '#api/http/discovery.ts';
import { warningValue } from '#api/http/headers.ts';
import { splitSchemeNamePort } from '#engine/apiserver/proxyTarget.ts';
import { errorText, inputOf, outputOf, type Adapter, type Adapters } from '../row.ts';

/** Our server warns with one code, in nobody's name, and makes a text fit where Go refuses it. */
const warning: Adapter = (row) => {
  const { code, agent, text, want } = inputOf(row);
  if (errorText(outputOf(row)['err']) !== undefined || code !== 299 || (agent !== '' && agent !== '-'))
    return { leftOut: 'the server here warns with code 299, in nobody’s name' };
  return { expected: want, got: warningValue(String(text)) };
};

const split: Adapter = (row) => {
  const { in: text, valid, name, port } = inputOf(row);
  return { expected: valid === true ? { name, port } : undefined, got: splitSchemeNamePort(String(text)) };
};

export const netTexts: Adapters = { TestNewWarningHeader: warning, TestSplitSchemeNamePort: split };

/** The greater of two versions stands first. */
const versions: Adapter = (row) => {
  const { v1, v2, expectedGreater } = inputOf(row);
  return { expected: expectedGreater, got: compareVersions(String(v1), String(v2)) < 0 };
};

export const kubeVersions: Adapters = { TestCompareKubeAwareVersionStrings: versions };
