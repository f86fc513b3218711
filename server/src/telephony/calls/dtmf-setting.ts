// How the keys of one leg come and go.
import type { KeyForm } from "@tandem/media";

/**
 * "auto": as telephone events where both sides agree on them; else tones are heard and sent, and a far side that
 * sends a key by SIP INFO gets them so. The others are for peers that say one thing and do another.
 */
export type DtmfSetting = "auto" | KeyForm;
