import { expect, test } from 'vitest';
import { goTemplateText } from './run.ts';

const object = {
  metadata: { name: 'web', labels: { app: 'x', tier: 'y' }, annotations: null },
  spec: { replicas: 2, big: 1e21, containers: [{ name: 'a', image: 'i' }, { name: 'b' }] },
  data: { key: 'aGVsbG8=' },
};

test.each([
  ['{{.metadata.name}} {{.spec.replicas}}', 'web 2'],
  ['{{.foo}}|{{.foo.bar}}|{{.metadata.annotations}}', '<no value>|<no value>|<no value>'],
  ['{{range $k, $v := .metadata.labels}}{{$k}}={{$v}};{{end}}', 'app=x;tier=y;'],
  ['{{range .spec.containers}}{{.name}}{{"\\n"}}{{end}}', 'a\nb\n'],
  ['{{range $i, $c := .spec.containers}}{{if $i}},{{end}}{{$c.name}}{{end}}', 'a,b'],
  ['{{range .none}}x{{else}}none{{end}}', 'none'],
  ['{{with .metadata.labels}}{{.app}}{{end}}{{with .none}}x{{else}}-{{end}}', 'x-'],
  ['{{if eq .metadata.name "db"}}1{{else if eq .metadata.name "web"}}2{{else}}3{{end}}', '2'],
  ['{{index .metadata.labels "app"}} {{index .spec.containers 1 "name"}}', 'x b'],
  ['{{len .spec.containers}} {{printf "%s-%q-%v" .metadata.name "a" .spec.replicas}}', '2 web-"a"-2'],
  ['{{.data.key | base64decode}} {{exists . "spec" "foo"}} {{exists . "spec" "replicas"}}', 'hello false true'],
  ['{{.metadata.labels}} {{.spec.containers}}', 'map[app:x tier:y] [map[image:i name:a] map[name:b]]'],
  ['a {{- /* note */ -}} b', 'ab'],
  ['a  {{- " x " -}}  b', 'a x b'],
  ['{{define "t"}}<{{.}}>{{end}}{{template "t" .metadata.name}}', '<web>'],
  ['{{$x := "a"}}{{if true}}{{$x = "b"}}{{end}}{{$x}}', 'b'],
  ['{{range .spec.containers}}{{if eq .name "b"}}{{break}}{{end}}{{.name}}{{end}}', 'a'],
  ['{{(index .spec.containers 0).image}} {{$.metadata.name}}', 'i web'],
  ['{{and .metadata.name .none}}|{{or .none "d"}}|{{not .none}}', '<no value>|d|true'],
  ['{{.spec.big}} {{html "<a>"}} {{lt 1 2}} {{print 1 2 "x"}}', '1e+21 &lt;a&gt; true 1 2x'],
])('%s', (template, text) => {
  expect(goTemplateText(template, object)).toBe(text);
});

test.each([
  ['{{.foo', 'template: output:1: unclosed action'],
  ['a\n{{nope .}}', 'template: output:2: function "nope" not defined'],
  ['{{if .a}}', 'template: output:1: unexpected EOF'],
  ['{{end}}', 'template: output:1: unexpected {{end}}'],
  ['{{range .metadata.name}}x{{end}}', 'template: output:1:17: executing "output" at <.metadata.name>: range can\'t iterate over web'],
  [
    '{{index .spec.containers 7}}',
    'template: output:1:2: executing "output" at <index .spec.containers 7>: error calling index: index out of range: 7',
  ],
  [
    '{{eq .spec.replicas 2}}',
    'template: output:1:2: executing "output" at <eq .spec.replicas 2>: error calling eq: incompatible types for comparison',
  ],
])('%s is refused', (template, message) => {
  expect(() => goTemplateText(template, object)).toThrow(message);
});

test('a missing key is an error when that is asked for', () => {
  expect(() => goTemplateText('{{.foo}}', object, false)).toThrow(
    'template: output:1:2: executing "output" at <.foo>: map has no entry for key "foo"',
  );
});
