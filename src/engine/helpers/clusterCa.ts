/** The modelled cluster's certificate authority: a placeholder in the shape of a certificate. Nothing is encrypted here. */
export const clusterCa =
  '-----BEGIN CERTIFICATE-----\nT3JyZXJ5IG1vZGVscyBhIGNsdXN0ZXI7IG5vdGhpbmcgaXMgZW5jcnlwdGVkIGhlcmUu\n-----END CERTIFICATE-----\n';
