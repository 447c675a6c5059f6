import PostalMime, { type Email } from 'postal-mime';
import type { Context } from '../context.ts';
import { readHosted, readOrganisationsOf } from './hosts.reads.ts';
import { listKept, readKept, type KeptMail } from './mail-folder.ts';

/** A kept mail in the host's list. */
export interface KeptMailSummary {
	/** Its file's name. */
	name: string;
	to: string;
	subject: string;
	/** UTC ms. */
	createdAt: number;
}

export interface KeptMailContent extends KeptMailSummary {
	text: string;
	attachments: { filename: string; bytes: number }[];
}

const pageSize = 50;

type Reader = Pick<Context, 'db' | 'now' | 'config'>;

/**
 * A page of the kept mails that a host may see, newest first: those of organisations they host, and those
 * to users all of whose organisations they host, because such a mail lets its reader act as the user.
 * @param before the name after which the page begins
 */
export async function listKeptFor(
	reader: Reader,
	userId: string,
	before: string | null
): Promise<KeptMailSummary[]> {
	const hosted = await readHosted(reader, userId);
	const page: KeptMailSummary[] = [];
	for (const kept of await listKept(reader.config.dataDir)) {
		if (before !== null && kept.name >= before) continue;
		const email = await openFor(reader, hosted, kept);
		if (email) page.push(summaryOf(kept, email));
		if (page.length === pageSize) break;
	}
	return page;
}

/** One kept mail; null where there is none of that name for this host. */
export async function readKeptFor(
	reader: Reader,
	userId: string,
	name: string
): Promise<KeptMailContent | null> {
	const found = await findFor(reader, userId, name);
	if (!found) return null;
	const { kept, email } = found;
	const attachments = email.attachments.map(({ filename, content }) => ({
		filename: filename ?? '',
		bytes: (content as ArrayBuffer).byteLength
	}));
	return { ...summaryOf(kept, email), text: email.text ?? '', attachments };
}

/** A kept mail's HTML as a page of its own, its images within; null where there is none for this host. */
export async function keptPage(
	reader: Reader,
	userId: string,
	name: string
): Promise<string | null> {
	const found = await findFor(reader, userId, name);
	if (!found) return null;
	const { html = '', attachments } = found.email;
	return attachments.reduce(
		(page, { contentId, content, mimeType }) => {
			if (!contentId) return page;
			const data = Buffer.from(content as ArrayBuffer).toString('base64');
			return page.replaceAll(`cid:${contentId.slice(1, -1)}`, `data:${mimeType};base64,${data}`);
		},
		html.replace('<head>', '<head><base target="_blank">')
	);
}

async function findFor(
	reader: Reader,
	userId: string,
	name: string
): Promise<{ kept: KeptMail; email: Email } | null> {
	const kept = (await listKept(reader.config.dataDir)).find((one) => one.name === name);
	if (!kept) return null;
	const email = await openFor(reader, await readHosted(reader, userId), kept);
	return email && { kept, email };
}

async function openFor(
	reader: Reader,
	hosted: ReadonlySet<string>,
	kept: KeptMail
): Promise<Email | null> {
	if (hosted.size === 0) return null;
	if (kept.organisationId !== null && !hosted.has(kept.organisationId)) return null;
	const email = await PostalMime.parse(await readKept(kept, reader.config.dataDir));
	if (kept.organisationId !== null) return email;
	const organisations = await readOrganisationsOf(reader, recipientOf(email));
	return organisations.length > 0 && organisations.every((id) => hosted.has(id)) ? email : null;
}

const recipientOf = ({ to }: Email): string => to?.[0]?.address ?? '';

const summaryOf = ({ name, createdAt }: KeptMail, email: Email): KeptMailSummary => ({
	name,
	createdAt,
	to: recipientOf(email),
	subject: email.subject ?? ''
});
