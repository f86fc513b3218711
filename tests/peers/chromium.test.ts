import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { freePort } from "../support/free-ports.ts";
import { dominantFrequencyHz, slice, toneShare, writeTone } from "../support/tone.ts";
import { heardTone, startChromium } from "./chromium.ts";

/** A page that calls itself: its microphone goes through two peer connections to its own audio element. */
const loopbackPage = `<!doctype html><title>Loopback</title><audio autoplay></audio><script type="module">
  const [near, far] = [new RTCPeerConnection(), new RTCPeerConnection()];
  near.onicecandidate = ({ candidate }) => candidate && far.addIceCandidate(candidate);
  far.onicecandidate = ({ candidate }) => candidate && near.addIceCandidate(candidate);
  far.ontrack = ({ track }) => { document.querySelector("audio").srcObject = new MediaStream([track]); };
  const microphone = await navigator.mediaDevices.getUserMedia({
    audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
  });
  for (const track of microphone.getTracks()) near.addTrack(track, microphone);
  await near.setLocalDescription();
  await far.setRemoteDescription(near.localDescription);
  await far.setLocalDescription();
  await near.setRemoteDescription(far.localDescription);
  far.onconnectionstatechange = () => { document.title = far.connectionState; };
</script>`;

test("a browser hears its own microphone through a peer connection", async () => {
  const directory = mkdtempSync(path.join(tmpdir(), "tandem-tones-"));
  const speaks = path.join(directory, "tone.wav");
  writeTone(speaks, { frequencyHz: 660, durationMs: 2000, sampleRateHz: 48_000 });
  const port = await freePort();
  const server = createServer((_request, response) =>
    response.setHeader("content-type", "text/html").end(loopbackPage),
  );
  server.listen(port, "127.0.0.1");
  await using browser = await startChromium({ speaks });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${port}/`);
    await page.waitForFunction("document.title === 'connected'");
    let share = 0;
    let frequencyHz = 0;
    // The jitter buffer needs a moment to settle, and another one whenever the machine stood still.
    for (let tries = 0; tries < 6 && share <= 0.8; tries++) {
      const sound = await heardTone(page, 2000);
      const settled = slice(sound, 1000, 2000);
      share = toneShare(settled, sound.sampleRateHz, 660);
      frequencyHz = dominantFrequencyHz(settled, sound.sampleRateHz) ?? 0;
    }
    assert.ok(share > 0.8, `${share} of what is heard is the tone`);
    assert.ok(Math.abs(frequencyHz - 660) < 5, `${frequencyHz} Hz heard`);
    assert.equal(await page.evaluate("navigator.language"), "zh-CN");
    assert.deepEqual(
      browser.problems.filter((problem) => !problem.includes("favicon")),
      [],
    );
  } finally {
    server.close();
    server.closeAllConnections();
    rmSync(directory, { recursive: true });
  }
});

test("a page that plays nothing is an error, and a page's own error is a problem", async () => {
  await using browser = await startChromium();
  const page = await browser.newPage();
  await page.setContent("<audio></audio><script>throw new Error('broken on purpose')</script>");
  await assert.rejects(heardTone(page, 100), /plays live sound/);
  assert.match(browser.problems.join("\n"), /broken on purpose/);
});
