// Door of the system page, and of what it has to say on every page.
export { CertificateBanner } from "./certificate-banner.tsx";
export { SystemPage } from "./system-page.tsx";
