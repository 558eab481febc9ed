/** A self-signed certificate and its key, valid only for localhost and 127.0.0.1. */
export const loopbackTls: { readonly key: string; readonly cert: string } = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg1LDdou1GQV2620L5
MkKmMiugA+DTIKkY31JUUu4TXk6hRANCAAQs2eqQsIz2AyaXDLx8s43umQMjiGgq
dLPWLYHtgvcO2FF0DntaqHxp+Py3K0eZern3IAOIEtFiEdkrJi3TiDzk
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUeuyeupYjNB+sLx7V2GApYsIdoUowCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMjE2NDY0NloYDzIxMjYxMDI5
MTY0NjQ2WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQs2eqQsIz2AyaXDLx8s43umQMjiGgqdLPWLYHtgvcO2FF0DntaqHxp
+Py3K0eZern3IAOIEtFiEdkrJi3TiDzko28wbTAdBgNVHQ4EFgQUYjVh9EqfA30h
o7thknMyCyE+3WkwHwYDVR0jBBgwFoAUYjVh9EqfA30ho7thknMyCyE+3WkwGgYD
VR0RBBMwEYIJbG9jYWxob3N0hwR/AAABMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZI
zj0EAwIDSAAwRQIhAI1M2ypiMbyLZ1lpsq/Z3zqAUq1W/qaNfo1N4geCppTAAiBq
xs57qWvANvv1VoY2GU3egropVmt/2ltJp6Fa/tRVRw==
-----END CERTIFICATE-----
`,
};
