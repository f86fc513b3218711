// Runs PostgreSQL's programs: initdb to make a cluster, postgres to serve it.
import { spawn } from "node:child_process";
import type { ChildProcess, StdioOptions } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import type { StartError } from "../start-error.ts";
import { makePrivateDirectory } from "./placement.ts";
import type { Placement } from "./placement.ts";

/** The superuser of the cluster: it owns the tables and runs the migrations. */
export const clusterOwner = "tandem";

/**
 * Makes the cluster unless it is there. It grows beside its place and is moved there when complete, so that
 * an interrupted start leaves nothing half made.
 */
export async function initializeCluster(
  placement: Placement,
  startLog: string,
): Promise<Result<undefined, StartError>> {
  if (existsSync(placement.clusterDirectory)) return ok();
  const growing = `${placement.clusterDirectory}.new`;
  rmSync(growing, { recursive: true, force: true });
  makePrivateDirectory(growing, placement.account);
  const program = launch(placement, "initdb", growing, startLog, [
    `--username=${clusterOwner}`,
    "--locale=C",
    "--encoding=UTF8",
    "--data-checksums",
    "--auth-local=trust", // The socket's folder lets nobody else in.
    "--auth-host=reject",
  ]);
  const problem = await program.ended;
  if (problem !== undefined) return err(cannotStart("initdb", problem, startLog));
  renameSync(growing, placement.clusterDirectory);
  return ok();
}

/** A started program. */
export type Program = {
  readonly child: ChildProcess;
  /** How it ended: undefined for success, else why not. */
  readonly ended: Promise<string | undefined>;
};

/**
 * Starts the server in its own process group: Ctrl-C in the terminal reaches us alone, and we stop the server
 * once our own work is written. It also outlives our crash; the next start adopts it.
 */
export function startServer(placement: Placement, startLog: string): Program {
  const settings = {
    listen_addresses: "",
    unix_socket_directories: placement.socketDirectory,
    unix_socket_permissions: "0700",
    timezone: "UTC",
    log_timezone: "UTC",
    logging_collector: "on",
    log_directory: "log",
    log_filename: "postgresql-%a.log", // One file a weekday: a week of history, written over in turn.
    log_truncate_on_rotation: "on",
    log_rotation_size: "0",
    max_logical_replication_workers: "0", // Nobody subscribes here: a process less.
    log_parameter_max_length_on_error: "0", // Values may be personal or secret.
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const program = launch(placement, "postgres", placement.clusterDirectory, startLog, options);
  program.child.unref();
  return program;
}

/** The error of a program that did not come up, with the last thing it said. */
export function cannotStart(program: string, problem: string, startLog: string): StartError {
  const lines = existsSync(startLog) ? readFileSync(startLog, "utf8").trim().split("\n") : [];
  // Without the time and process in front, which PostgreSQL's own lines have.
  const said = lines.slice(-2).map((line) => line.replace(/^[\d-]+ [\d:.]+ UTC \[\d+\] /, "").trim());
  return {
    kind: "cannot-start",
    message: `the embedded database's ${program} did not run (${problem}): ${said.join("; ")}: see ${startLog}, or set DATABASE_URL`,
  };
}

function launch(
  placement: Placement,
  name: "initdb" | "postgres",
  clusterDirectory: string,
  startLog: string,
  options: readonly string[],
): Program {
  const output = openSync(startLog, "w", 0o600);
  // An open folder can be used by one who may not walk to it (a home of root): Linux names it by its number.
  const folder = placement.clusterReachable ? undefined : openSync(clusterDirectory, "r");
  const stdio: StdioOptions = ["ignore", output, output, ...(folder === undefined ? [] : [folder])];
  const directory = folder === undefined ? clusterDirectory : "/proc/self/fd/3";
  const child = spawn(join(placement.binariesDirectory, "bin", name), ["-D", directory, ...options], {
    ...placement.account,
    stdio,
    cwd: "/",
    env: { LC_ALL: "C", PATH: "/usr/bin:/bin" },
    detached: true,
  });
  const ended = new Promise<string | undefined>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(code === 0 ? undefined : (signal ?? `exit code ${code}`)));
  });
  closeSync(output);
  if (folder !== undefined) closeSync(folder);
  return { child, ended };
}
