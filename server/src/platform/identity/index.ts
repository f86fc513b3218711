// Door of identity: who is there, and what they may do.
export { allows } from "./permissions.ts";
export type { Action } from "./permissions.ts";
export { createSignInService } from "./sign-in-service.ts";
export type { SignInService, SignedIn } from "./sign-in-service.ts";
export { issueSignInLink, redeemSignInLink } from "./sign-in-link.ts";
export {
  createUser,
  findUser,
  listUsers,
  setUserDisabled,
  setUserLocale,
  setUserPassword,
} from "./user-store.ts";
export type { User } from "./user-store.ts";
export { hashPassword, readablePassword } from "./password.ts";
export { issuePhoneCredential, loadPhoneCredentialKey, resolvePhoneCredential } from "./phone-credential.ts";
export type { PhoneCredentialKey } from "./phone-credential.ts";
export { randomSipSecret, sipDigestHashes } from "./sip-secret.ts";
export { openSecretBox, SecretBox } from "./secret-box.ts";
