// Runs inside a page: collects what the page's audio elements play, as 16-bit samples. It is one function.
// A script processor needs no module to load, so that a page's content security policy does not stand in the way.
// oxlint-disable-next-line no-unused-vars -- evaluated by chromium.ts
async function collectHeardSound(durationMs) {
  const sampleRateHz = 16000;
  const tracks = [...document.querySelectorAll("audio, video")]
    .filter((element) => element.srcObject instanceof MediaStream && !element.paused && !element.muted)
    .flatMap((element) => element.srcObject.getAudioTracks())
    .filter((track) => track.readyState === "live");
  if (tracks.length === 0) throw new Error("no element of the page plays live sound");
  const context = new AudioContext({ sampleRate: sampleRateHz });
  await context.resume();
  const processor = context.createScriptProcessor(1024, 1, 1);
  for (const track of tracks) context.createMediaStreamSource(new MediaStream([track])).connect(processor);
  const wanted = Math.ceil((durationMs * sampleRateHz) / 1000);
  const samples = [];
  await new Promise((resolve) => {
    processor.addEventListener("audioprocess", (event) => {
      for (const value of event.inputBuffer.getChannelData(0)) samples.push(Math.round(value * 32767));
      if (samples.length >= wanted) resolve();
    });
    // It is only called while connected to an output; its own output is silence.
    processor.connect(context.destination);
  });
  await context.close();
  return { sampleRateHz, samples: samples.slice(0, wanted) };
}
