// The contact on this desk now, from the live feed and the phone together.
import { useLive } from "#client/live";
import { usePhone } from "#agent-desk/phone";
import { viewContact } from "./contact-view.ts";
import type { ContactView } from "./contact-view.ts";

export function useContactView(): ContactView | undefined {
  const { state: live, reconnecting } = useLive();
  const { state: phone } = usePhone();
  return viewContact(live?.desk?.contact ?? undefined, phone.call, reconnecting);
}
