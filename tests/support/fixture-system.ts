// A small program that keeps the system's contract with `tandem.ts` (ports, /readyz, first-run file, log, SIGTERM).
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";

const { TANDEM_HTTP_PORT = "", TANDEM_FIRST_RUN_FILE = "", FIXTURE_FAILS = "" } = process.env;
const log = (level: number, msg: string): void => console.log(JSON.stringify({ level, msg }));

if (FIXTURE_FAILS === "at-start") {
  log(60, "the database is on fire");
  process.exit(1);
}

let asked = 0;
const server = createServer((request, response) => {
  // Not ready at first, as a system that is still migrating.
  response.statusCode = request.url === "/readyz" && ++asked >= 3 ? 200 : 503;
  if (asked === 3 && FIXTURE_FAILS === "with-error") log(50, "something broke");
  response.end();
});
server.listen(Number(TANDEM_HTTP_PORT), "127.0.0.1", () => {
  const users = [
    { name: "admin", password: "made-up", role: "administrator", signInUrl: "http://127.0.0.1/" },
  ];
  writeFileSync(TANDEM_FIRST_RUN_FILE, JSON.stringify({ tenantId: "t", users }), { mode: 0o600 });
  log(30, "listening");
});
process.on("SIGTERM", () => {
  log(30, "stopping");
  server.close();
  server.closeAllConnections();
});
