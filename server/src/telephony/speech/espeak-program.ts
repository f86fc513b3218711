// Entry of a program of its own that speaks one text: voice and words a minute as arguments, the text on its input, WAV on its output.
// eSpeak NG is under the GPL, version 3 or later: it runs beside the system and is no part of it (docs/adr/0036).
import { text as readText } from "node:stream/consumers";
import espeakNg from "espeak-ng";

const [voice = "en-us", wordsPerMinute = "150"] = process.argv.slice(2);
const output = "spoken.wav";
const quiet = () => {};
const engine = await espeakNg({
  arguments: [
    "-v",
    voice,
    "-s",
    wordsPerMinute,
    "-p",
    "45",
    "-w",
    output,
    "--",
    await readText(process.stdin),
  ],
  print: quiet,
  printErr: quiet,
});
process.stdout.write(engine.FS.readFile(output));
