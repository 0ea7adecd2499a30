/** Made at build time by src/tools/schema from the package kubernetes-models-1.28; see ARCHITECTURE.md. */
declare module '#definitions' {
  export const definitions: import('./schema.ts').Definitions;
}
