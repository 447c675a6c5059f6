import type { Event } from '@foyer/shared/events';
import type { KeyUse, Registration } from '@foyer/shared/registrations';
import { formatNumber, viewerZone } from '#lib/i18n/format.ts';
import { m } from '#lib/paraglide/messages.js';
import { toasts } from '#lib/ui/toasts.svelte.ts';
import { ownCode, ownLink, publicAddress } from './access-link.ts';
import { accessInformation, accessText, languageFor, linkTable, mailto } from './access-text.ts';
import { noteUse } from './key-uses.ts';
import { registrantName } from './registrant-list.ts';

/** Whether this device has a share sheet. */
export const canShare = (): boolean => typeof navigator.share === 'function';

class Unnoted extends Error {}

/** What goes out, once it is noted that it does. */
async function noted(
	event: Event,
	rows: readonly Registration[],
	way: KeyUse,
	text: string
): Promise<string> {
	if (!(await noteUse(event, rows, way))) throw new Unnoted();
	return text;
}

/** Copies text that is still to come: some browsers allow it only within the press itself. */
export async function copyText(coming: Promise<string>, copied: string): Promise<boolean> {
	try {
		const plain = coming.then((text) => new Blob([text], { type: 'text/plain' }));
		await navigator.clipboard.write([new ClipboardItem({ 'text/plain': plain })]);
		toasts.show(copied, { tone: 'ok' });
		return true;
	} catch {
		const unnoted = await coming.then(() => false).catch((error) => error instanceof Unnoted);
		if (!unnoted) toasts.show(m.registrations_copy_failed(), { tone: 'attention' });
		return false;
	}
}

/** The link of somebody who has one now. */
function linkOf(event: Event, registration: Registration): string | null {
	const own = ownLink(event, registration);
	return own.state === 'ready' ? own.link : null;
}

export async function copyLink(event: Event, registration: Registration): Promise<boolean> {
	const link = linkOf(event, registration);
	if (!link) return false;
	return copyText(
		noted(event, [registration], 'copied', link),
		m.registrations_link_copied({ count: 1, shown: '1' })
	);
}

/** Event, date, link, key and code as text. */
export async function copyInformation(event: Event, registration: Registration): Promise<boolean> {
	const link = linkOf(event, registration);
	if (!link) return false;
	const told = { ...event, language: languageFor(event, registration) };
	const digits = ownCode(event, registration);
	const ways = {
		link,
		key: registration.key ?? '',
		code: digits === null ? null : { digits, page: publicAddress(event) ?? '' }
	};
	const text = accessInformation(told, ways, viewerZone());
	return copyText(
		noted(event, [registration], 'copied', text),
		m.registrations_information_copied()
	);
}

/** Name, address and link of several, a line each. @returns whether they were copied */
export async function copyLinks(event: Event, rows: readonly Registration[]): Promise<boolean> {
	const linked = rows.flatMap((row) => {
		const link = linkOf(event, row);
		return link ? [{ row, name: registrantName(row), email: row.email ?? '', link }] : [];
	});
	const of = linked.map(({ row }) => row);
	return copyText(
		noted(event, of, 'copied', linkTable(linked)),
		m.registrations_link_copied({ count: of.length, shown: formatNumber(of.length) })
	);
}

/** Opens the mail program with everything filled in. */
export async function writeMail(event: Event, registration: Registration): Promise<void> {
	const link = linkOf(event, registration);
	if (!link) return;
	const { email, firstName } = registration;
	const told = { ...event, language: languageFor(event, registration) };
	const address = mailto(told, { email: email ?? '', firstName }, link);
	if (!address) return offerClipboard(() => void copyLink(event, registration));
	if (await noteUse(event, [registration], 'mailed')) location.assign(address);
}

/** Says that a link is too long for mail programs, and offers the clipboard instead. */
export function offerClipboard(copy: () => void): void {
	const action = { label: m.registrations_copy_link(), run: copy };
	toasts.show(m.registrations_mail_too_long(), { tone: 'attention', action });
}

export async function shareLink(event: Event, registration: Registration): Promise<void> {
	const link = linkOf(event, registration);
	if (!link || !(await noteUse(event, [registration], 'shared'))) return;
	const told = { ...event, language: languageFor(event, registration) };
	const { subject, text } = accessText(told, registration.firstName, link);
	try {
		await navigator.share({ title: subject, text });
	} catch {
		// Closing the share sheet is no fault.
	}
}

/** Opens the link as its holder would, in a window of its own. */
export async function openLink(event: Event, registration: Registration): Promise<void> {
	const link = linkOf(event, registration);
	if (link && (await noteUse(event, [registration], 'opened')))
		window.open(link, '_blank', 'noopener,noreferrer');
}
