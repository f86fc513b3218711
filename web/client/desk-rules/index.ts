// Door of the desk rules: away reasons and how agents work, as the tenant settled it.
export { deskRulesKey, useDeskRules } from "./use-desk-rules.ts";
