import { expect } from '@playwright/test';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Product } from './start-product.ts';

/** The kept mails as text, quoted-printable undone. */
async function keptMails(product: Product): Promise<string[]> {
	const folder = join(product.dataDir, 'mail');
	const names = await readdir(folder, { recursive: true }).catch(() => []);
	const mails = names.filter((name) => name.endsWith('.eml'));
	const texts = await Promise.all(mails.map((name) => readFile(join(folder, name), 'latin1')));
	return texts.map(decoded);
}

const decoded = (text: string): string =>
	Buffer.from(
		text
			.replace(/=\r?\n/g, '')
			.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
		'latin1'
	).toString('utf8');

/** The first match in any kept mail, once there is one. */
export async function mailed(product: Product, pattern: RegExp): Promise<string> {
	const find = async () =>
		(await keptMails(product)).map((mail) => pattern.exec(mail)?.[0]).find(Boolean) ?? '';
	await expect.poll(find, { timeout: 30_000 }).not.toBe('');
	return find();
}

/** The access link that was mailed to an address. */
export const mailedAccessLink = (product: Product, email: string): Promise<string> =>
	mailed(
		product,
		new RegExp(`http\\S+/live\\?email=${encodeURIComponent(email)}&key=[0-9a-f]{22}`)
	);

/**
 * The access link of an attendee who has it mailed again by the event's page: that goes at once, where what an
 * organizer has sent waits for as long as it can be undone.
 * @param event its permalink
 */
export async function askedAccessLink(
	product: Product,
	event: string,
	email: string
): Promise<string> {
	const { origin } = new URL(product.url);
	const answer = await fetch(`${origin}/maison-des-arts/${event}/link`, {
		method: 'POST',
		headers: { origin },
		body: new URLSearchParams({ email })
	});
	expect(answer.url).toMatch(/\/sent$/);
	return mailedAccessLink(product, email);
}

/** How many mails went to an address. */
export const mailsTo = async (product: Product, email: string): Promise<number> =>
	(await keptMails(product)).filter((mail) => new RegExp(`^To: .*${email}`, 'm').test(mail)).length;

/** The link to an event's stage that was mailed to an address. */
export async function mailedStageLink(product: Product, email: string): Promise<string> {
	const find = async () => {
		const mails = await keptMails(product);
		const own = mails.find((mail) => new RegExp(`^To: .*${email}`, 'm').test(mail));
		return /http\S+\/stage\?role=\S+&key=[0-9a-f]{22}/.exec(own ?? '')?.[0] ?? '';
	};
	await expect.poll(find, { timeout: 30_000 }).not.toBe('');
	return find();
}
