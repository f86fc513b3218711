// What a person sees when the system has started: where to go, and on the first start with which names
// and passwords. They are printed once and kept nowhere.
import { writeFileSync } from "node:fs";
import { isIPv6 } from "node:net";
import type { FirstTenant } from "#platform/first-run";
import type { Config } from "./config.ts";

export type Addresses = {
  readonly httpPort: number;
  readonly sipPort: number;
  readonly httpsPort?: number | undefined;
  readonly sipsPort?: number | undefined;
};

/** The line that says where the pages are. */
export function startedMessage(config: Config, addresses: Addresses): string {
  const { httpPort, sipPort, httpsPort, sipsPort } = addresses;
  const web = webAddress(httpPort);
  const host = isIPv6(config.publicAddress) ? `[${config.publicAddress}]` : config.publicAddress;
  return [
    "",
    "  Tandem is running · 系统已启动",
    `    Agent desk    坐席工作台   ${web}/`,
    `    Console       管理台       ${web}/console`,
    `    Call page     网页来电     ${web}/call`,
    `    API           接口文档     ${web}/api/docs`,
    // The microphone works on localhost and over https only: other machines take this one.
    ...(httpsPort === undefined ? [] : [`    From others   其他电脑访问 https://${host}:${httpsPort}/`]),
    `    SIP (UDP/TCP) 话机注册     ${host}:${sipPort}`,
    ...(sipsPort === undefined ? [] : [`    SIP (TLS)     加密话机     ${host}:${sipsPort}`]),
    `    Data          数据目录     ${config.dataDir}`,
    "",
  ].join("\n");
}

/** Names, passwords and one-time links of the first start. */
export function firstRunMessage({ credentials }: FirstTenant, { httpPort }: Addresses): string {
  const web = webAddress(httpPort);
  const { admin, agents, links } = credentials;
  return [
    "  First start: keep these, they are shown once · 首次启动，请妥善保存，仅显示一次",
    `    ${admin.name.padEnd(6)} password 密码 ${admin.password}`,
    ...agents.map(
      (agent) =>
        `    ${agent.name.padEnd(6)} password 密码 ${agent.password}   desk phone 话机密码 ${agent.sipSecret}`,
    ),
    "  One-time sign-in links, good for a day · 一次性登录链接，24 小时内有效",
    `    Agent 1001    ${web}${links.desk}`,
    `    Admin         ${web}${links.console}`,
    "  Try it: open the agent's link, press ready, then run  npm run call",
    "  试一试：打开坐席链接，点“就绪”，再运行  npm run call",
    "",
  ].join("\n");
}

/** The same for programs: written to the file that TANDEM_FIRST_RUN_FILE names, readable by its owner only. */
export function writeFirstRunFile(
  path: string,
  { tenantId, credentials }: FirstTenant,
  { httpPort }: Addresses,
): void {
  const web = webAddress(httpPort);
  const { admin, agents, links } = credentials;
  const users = [
    { ...admin, role: "admin", signInUrl: `${web}${links.console}` },
    ...agents.map(({ name, password, extension, sipSecret }, index) => ({
      name,
      password,
      role: "agent",
      extension,
      sipSecret,
      signInUrl: index === 0 ? `${web}${links.desk}` : `${web}/`,
    })),
  ];
  writeFileSync(path, JSON.stringify({ tenantId, users }), { mode: 0o600 });
}

/** Browsers allow the microphone on localhost and on https only. */
function webAddress(httpPort: number): string {
  return `http://localhost:${httpPort}`;
}
