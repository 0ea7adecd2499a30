import * as validation from '#api/machinery/validation.ts';

/** Our validators of names by the names of Go's. */
export const nameValidators: Readonly<Record<string, (value: string) => readonly string[]>> = {
  IsCIdentifier: validation.isCIdentifier,
  IsConfigMapKey: validation.isConfigMapKey,
  IsDNS1035Label: validation.isDNS1035Label,
  IsDNS1123Label: validation.isDNS1123Label,
  IsDNS1123Subdomain: validation.isDNS1123Subdomain,
  IsEnvVarName: validation.isEnvVarName,
  IsQualifiedName: validation.isQualifiedName,
  IsValidIP: validation.isValidIP,
  IsValidLabelValue: validation.isValidLabelValue,
  IsValidPortName: validation.isValidPortName,
  IsWildcardDNS1123Subdomain: validation.isWildcardDNS1123Subdomain,
};
