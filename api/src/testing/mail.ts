import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { onTestFinished } from 'vitest';

/** A mail that the test's server accepted. */
export interface ReceivedMail extends Email {
	recipient: string;
}

/** An SMTP reply that refuses: `550 No such mailbox`. */
export const reply = (code: number, text: string): Error =>
	Object.assign(new Error(text), { responseCode: code });

interface Behaviour {
	/** Throws a `reply` for addresses that are refused. */
	onRecipient?: (address: string) => void;
	/** Called with a whole message, before it is accepted; may refuse it, or never return. */
	onMessage?: (mail: ReceivedMail, session: SMTPServerSession) => void | Promise<void>;
	/** Whether the connection is cut while a message arrives. */
	cutsOff?: () => boolean;
}

/** A real SMTP server on a free port, stopped when the test ends. */
export async function startSmtpServer(behaviour: Behaviour = {}) {
	const accepted: ReceivedMail[] = [];
	const server = new SMTPServer({
		disabledCommands: ['AUTH', 'STARTTLS'],
		closeTimeout: 100,
		onRcptTo: ({ address }, _session, done) =>
			void answer(() => behaviour.onRecipient?.(address), done),
		onData(stream, session, done) {
			if (behaviour.cutsOff?.()) return void stream.once('data', cutAll);
			void answer(async () => {
				const mail = await read(stream, session);
				await behaviour.onMessage?.(mail, session);
				accepted.push(mail);
			}, done);
		}
	});
	const cutAll = () => {
		for (const { _socket } of server.connections as Set<{ _socket: Socket }>) _socket.destroy();
	};
	// Connections that a test cuts off are no fault.
	server.on('error', () => {});
	server.listen(0, '127.0.0.1');
	await once(server.server, 'listening');
	const stop = () => new Promise<void>((resolve) => server.close(resolve));
	onTestFinished(stop);
	const { port } = server.server.address() as AddressInfo;
	return { url: `smtp://127.0.0.1:${port}`, accepted, stop };
}

async function answer(run: () => unknown, done: (error?: Error | null) => void): Promise<void> {
	try {
		await run();
		done();
	} catch (error) {
		done(error as Error);
	}
}

async function read(
	stream: SMTPServerDataStream,
	session: SMTPServerSession
): Promise<ReceivedMail> {
	const chunks: Buffer[] = [];
	for await (const chunk of stream) chunks.push(chunk as Buffer);
	const mail = await PostalMime.parse(Buffer.concat(chunks));
	return { ...mail, recipient: session.envelope.rcptTo[0]?.address ?? '' };
}
