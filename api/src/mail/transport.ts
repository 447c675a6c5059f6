import type { Context } from '../context.ts';
import { mailFolder } from './mail-folder.ts';
import { smtpTransport } from './smtp-transport.ts';

/** A mail as it goes out: its envelope and the whole message (RFC 5322). */
export interface Message {
	/** Stands in the Message-ID: a repeated attempt sends the same one. */
	id: string;
	/** Null: an account's own mail, no organisation's. */
	organisationId: string | null;
	createdAt: number;
	from: string;
	to: string;
	raw: Buffer;
}

/** What became of an attempt. `kept`: no server is set, the message lies in the mail folder. */
export type Delivery =
	| { state: 'sent'; reason: null | 'kept' }
	| { state: 'rejected'; reason: string }
	/** `outage`: nothing about this mail, so others would fare the same. */
	| { state: 'deferred'; reason: string; outage: boolean };

export interface Transport {
	/**
	 * Hands a message over. `settle` records what became of it; until it has, no other message of this
	 * process is accepted by the server, so that a crash in between repeats one mail at most.
	 */
	deliver(message: Message, settle: (delivery: Delivery) => Promise<void>): Promise<void>;
	close(): Promise<void>;
}

/** SMTP where it is configured, else files in the data folder. */
export const openTransport = ({ config, log }: Pick<Context, 'config' | 'log'>): Transport =>
	config.smtpUrl === null ? mailFolder(config.dataDir) : smtpTransport(config.smtpUrl, log);
