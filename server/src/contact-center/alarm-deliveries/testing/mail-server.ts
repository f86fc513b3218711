// A real SMTP server on this machine, for tests: it wants a password and keeps what it is sent.
import { SMTPServer } from "smtp-server";

export type ReceivedMail = { readonly from: string; readonly to: readonly string[]; readonly text: string };

export type MailServer = AsyncDisposable & {
  /** With name and password. */
  readonly url: string;
  readonly password: string;
  readonly mails: readonly ReceivedMail[];
};

/** `refused`: a recipient that it does not know (550). */
export async function startMailServer(refused = "nobody@example.com"): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  const password = "a-password-of-mails";
  const server = new SMTPServer({
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    onAuth: (auth, _peer, done) =>
      auth.password === password ? done(null, { user: auth.username }) : done(new Error("wrong password")),
    onRcptTo: ({ address }, _peer, done) =>
      address === refused ? done(Object.assign(new Error("unknown"), { responseCode: 550 })) : done(),
    onData: (stream, { envelope }, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const from = envelope.mailFrom ? envelope.mailFrom.address : "";
        const text = Buffer.concat(chunks).toString();
        mails.push({ from, to: envelope.rcptTo.map(({ address }) => address), text });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as { port: number };
  return {
    url: `smtp://tandem:${password}@127.0.0.1:${port}`,
    password,
    mails,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
