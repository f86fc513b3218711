// All torture messages of RFC 4475 and RFC 5118 against a user agent, as a table: npm run torture
import { tortureCases } from "../packages/sip/src/test-support/torture-messages.ts";
import type { TortureCollection } from "../packages/sip/src/test-support/torture-messages.ts";
import { runTorture } from "../packages/sip/src/test-support/torture-run.ts";

const good: Record<TortureCollection, number> = { rfc4475: 0, rfc5118: 0 };
const all: Record<TortureCollection, number> = { rfc4475: 0, rfc5118: 0 };

console.log(row("", "section", "message", "verdict", "answer", "why"));
for (const each of tortureCases) {
  const { verdict, answer, faults } = await runTorture(each);
  all[each.collection] += 1;
  if (faults.length === 0) good[each.collection] += 1;
  const section = `${each.collection.slice(3)} §${each.section}`;
  const mark = faults.length === 0 ? "✔" : "✖";
  console.log(row(mark, section, each.file, String(verdict), String(answer), each.why));
  for (const fault of faults) console.log(`  ${fault}`);
}
console.log(`RFC4475 ${good.rfc4475}/${all.rfc4475} RFC5118 ${good.rfc5118}/${all.rfc5118}`);
process.exitCode = good.rfc4475 === 49 && good.rfc5118 === 12 ? 0 : 1;

function row(mark: string, section: string, file: string, verdict: string, answer: string, why: string) {
  return `${mark.padEnd(1)} ${section.padEnd(14)} ${file.padEnd(29)} ${verdict.padEnd(7)} ${answer.padEnd(6)} ${why}`;
}
