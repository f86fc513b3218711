// The programs that tests need beside Node: looked for, and installed from Debian's archive where that is possible.
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { SetupError, tellStep } from "./report.mjs";

/** Debian package → the program or file by which it is known to be there. */
export const neededPackages = {
  "sip-tester": "sipp",
  baresip: "baresip",
  chromium: "chromium",
  ffmpeg: "ffmpeg",
  "firefox-esr": "firefox-esr",
  // For small C programs over reference libraries; libc6-dev is only recommended by gcc.
  gcc: "gcc",
  "libc6-dev": "/usr/include/stdio.h",
  "libsrtp2-dev": "/usr/include/srtp2/srtp.h",
  kamailio: "/usr/sbin/kamailio",
  // The folder of the module itself is named after the processor.
  "kamailio-tls-modules": "/etc/kamailio/tls.cfg",
  "linphone-cli": "linphonec",
  openssl: "openssl",
  // Understands English speech, with people's recordings to try it by.
  pocketsphinx: "pocketsphinx_continuous",
  "pocketsphinx-en-us": "/usr/share/pocketsphinx/model/en-us/en-us.lm.bin",
  "pocketsphinx-testdata": "/usr/share/pocketsphinx/test/data/goforward.raw",
  sox: "sox",
  tshark: "tshark",
  // Chinese glyphs in Chromium: 7 MB, where fonts-noto-cjk has 54.
  "fonts-wqy-zenhei": "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
};

/** Installs what is missing; throws a SetupError naming the packages and the command when it cannot. */
export function installDebianPackages() {
  const missing = missingPackages(isThere);
  if (missing.length === 0) return;
  const prefix = installPrefix();
  if (prefix === undefined || !isThere("apt-get")) throw new SetupError(cannotInstall(missing));
  tellStep(`Installing for the tests: ${missing.join(", ")}`, () => {
    apt(prefix, ["update"], missing);
    apt(prefix, ["install", "-y", "--no-install-recommends", ...missing], missing);
  });
}

/**
 * The packages whose program or file is not there.
 * @param {(programOrFile: string) => boolean} there
 */
export function missingPackages(there) {
  return Object.keys(neededPackages).filter((name) => !there(neededPackages[name]));
}

/** @param {string[]} missing */
export function cannotInstall(missing) {
  return (
    `The tests need these Debian packages: ${missing.join(", ")}.\n` +
    `Install them, then run the command again:\n` +
    `  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing.join(" ")}`
  );
}

/** @param {string} programOrFile */
function isThere(programOrFile) {
  if (programOrFile.startsWith("/")) return existsSync(programOrFile);
  return (process.env.PATH ?? "")
    .split(delimiter)
    .some((folder) => isExecutable(join(folder, programOrFile)));
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** What to put before apt-get: nothing as root, sudo where it asks no password; undefined when neither. */
function installPrefix() {
  if (process.getuid?.() === 0) return [];
  return spawnSync("sudo", ["-n", "true"]).status === 0 ? ["sudo", "-n"] : undefined;
}

/**
 * @param {string[]} prefix
 * @param {string[]} args
 * @param {string[]} missing
 */
function apt(prefix, args, missing) {
  const [command, ...rest] = [...prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", ...args];
  const result = spawnSync(command, rest, { encoding: "utf8", maxBuffer: 2 ** 26 });
  if (result.status !== 0)
    throw new SetupError(`${result.stdout}${result.stderr}\n${cannotInstall(missing)}`);
}
