// Settings for desk phones, in their makes' own formats. The secret in the path never leaves this file.
import { endpoints } from "@tandem/contract";
import type { Clock } from "@tandem/kernel";
import type { Agents } from "#contact-center/agents";
import type { Logger } from "#platform/logging";
import type { TenantDirectory } from "#platform/tenancy";
import { hashSecret, matchesHash, sipSecretFrom } from "#telephony/endpoints";
import type { DeskPhone, DeviceDirectory, DeviceService } from "#telephony/endpoints";
import { admitFetch, utcOffsetMinutes, writePhoneFile } from "#telephony/provisioning";
import type { FetchRefusal, FetchRequest, PhoneSettings } from "#telephony/provisioning";
import type { PhoneServer } from "./phone-server.ts";
import { problemResponse } from "./problems.ts";
import { RateLimit } from "./rate-limit.ts";
import type { Router } from "./router.ts";

export type ProvisioningRoutesOptions = {
  readonly clock: Clock;
  readonly agents: Agents;
  readonly tenants: TenantDirectory;
  readonly devices: DeviceDirectory;
  readonly deviceService: DeviceService;
  readonly phoneServer: PhoneServer;
  readonly log: Logger;
};

/** Where phones ask for the time when their own network does not tell them. */
const timeServer = "pool.ntp.org";

export function addProvisioningRoutes(router: Router, options: ProvisioningRoutesOptions): void {
  const { clock, devices, deviceService, log } = options;
  // Only what fails is counted: after a power cut a whole office fetches at once, from one address.
  const failures = new RateLimit({ perMinute: 20, burst: 20 });

  router.add(endpoints.getProvisioningFile, async ({ params, headers, source, isSecure }) => {
    const now = clock.now();
    const phone = devices.bySecretHash(hashSecret(params.secret));
    if (!phone?.provisioning || !phone.enabled) return refuse({ kind: "unknown-file" }, source);
    const userAgent = headers.get("User-Agent") ?? "";
    const hasPassword = judgePassword(headers, phone.provisioning.passwordHash);
    const request = { file: params.file, hasPassword, userAgent, source, isSecure };
    const admitted = admitFetch(phone.provisioning, request, now);
    if (!admitted.ok) {
      if (hasPassword !== "none")
        log.warn(
          { device: phone.id, source, userAgent, reason: admitted.error.kind },
          "a phone may not fetch its settings",
        );
      return hasPassword === "none" ? answer(admitted.error) : refuse(admitted.error, source);
    }
    const { file, provisioning } = admitted.value;
    const settings = settingsOf(phone, params.secret, { headers, now }, options);
    if (!settings) return refuse({ kind: "unknown-file" }, source);
    deviceService.noteFetch(phone, provisioning).catch((error: unknown) => {
      log.warn({ err: error, device: phone.id }, "when a phone fetched its settings was not written down");
    });
    log.info({ device: phone.id, source, userAgent, file }, "a phone fetched its settings");
    const { contentType, text } = writePhoneFile(provisioning.make, file, settings);
    return new Response(text, { headers: { "Content-Type": contentType, "Cache-Control": "no-store" } });
  });

  function refuse(refusal: FetchRefusal, source: string): Response {
    const waitMs = failures.take(source, clock.now());
    if (waitMs === 0) return answer(refusal);
    return problemResponse({ kind: "throttled", retryAfterSeconds: Math.ceil(waitMs / 1000) });
  }
}

/** Nobody learns from the answer whether a secret exists. */
function answer({ kind }: FetchRefusal): Response {
  switch (kind) {
    case "unknown-file":
      return problemResponse({ kind: "not-found" });
    case "wrong-password": {
      const response = problemResponse({ kind: "wrong-credentials" });
      response.headers.set("WWW-Authenticate", 'Basic realm="Tandem"');
      return response;
    }
    case "insecure":
    case "other-phone":
    case "closed":
      return problemResponse({ kind: "forbidden", message: refusals[kind] });
    default:
      return kind satisfies never;
  }
}

const refusals = {
  insecure: "settings are given over HTTPS only, except inside private networks",
  "other-phone": "these settings are for another phone",
  closed: "these settings were fetched from another address, or not in time; open them again in the console",
} as const;

/** HTTP Basic (RFC 7617); the name is not looked at. */
function judgePassword(headers: Headers, passwordHash: string): FetchRequest["hasPassword"] {
  const [, encoded] = /^Basic ([\w+/=-]{1,400})$/i.exec(headers.get("Authorization") ?? "") ?? [];
  if (encoded === undefined) return "none";
  const text = Buffer.from(encoded, "base64").toString();
  return matchesHash(text.slice(text.indexOf(":") + 1), passwordHash) ? "right" : "wrong";
}

function settingsOf(
  phone: DeskPhone,
  secret: string,
  { headers, now }: { readonly headers: Headers; readonly now: number },
  { agents, tenants, phoneServer }: ProvisioningRoutesOptions,
): PhoneSettings | undefined {
  const agent = agents.get(phone.agentId);
  const tenant = tenants.byId(phone.tenantId);
  if (!agent || !tenant || !phone.provisioning) return undefined;
  const { extension, displayName } = agent.record;
  const server = phoneServer.sip(headers);
  const colleagues = agents
    .ofTenant(tenant.id)
    .filter(({ record }) => record.id !== phone.agentId)
    .map(({ record }) => ({ extension: record.extension, displayName: record.displayName }));
  return {
    mac: phone.provisioning.mac,
    account: {
      extension,
      displayName,
      username: phone.credential.username,
      sipSecret: sipSecretFrom(secret),
      dtmf: phone.dtmf,
    },
    server: { ...server, host: tenant.sipDomain ?? server.host },
    colleagues: colleagues.toSorted((a, b) =>
      a.extension.localeCompare(b.extension, "en", { numeric: true }),
    ),
    utcOffsetMinutes: utcOffsetMinutes(tenant.timeZone, now),
    language: tenant.locale,
    timeServer,
  };
}
