// Tokens for audio taps.
import { audioTapPath, endpoints } from "@tandem/contract";
import { err, ok } from "@tandem/kernel";
import type { CallId } from "@tandem/kernel";
import type { AudioTaps } from "#telephony/audio-taps";
import type { Router } from "./router.ts";

export function addAudioTapRoutes(router: Router, { audioTaps }: { readonly audioTaps: AudioTaps }): void {
  router.add(endpoints.offerAudioTap, async ({ person, params, body }) => {
    const { sides, rateHz } = body;
    const callId = params.callId as CallId;
    const offered = audioTaps.offer({
      tenantId: person.tenant.id,
      userId: person.user.id,
      callId,
      sides,
      rateHz,
    });
    if (!offered.ok) return err(offered.error);
    const { token, ticket } = offered.value;
    const expiresAt = new Date(ticket.expiresAt).toISOString();
    return ok({ tapId: ticket.tapId, token, path: audioTapPath, expiresAt });
  });
}
