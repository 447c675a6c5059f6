import type { ExportRequest } from '@foyer/shared/exports';
import { api, refusalOf } from '#lib/api.ts';
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import { local } from '#lib/sync/local.svelte.ts';
import { toasts } from '#lib/ui/toasts.svelte.ts';

/** An export of the server's, as who asked for it sees it. */
export type OwnExport = Awaited<ReturnType<typeof api.exports.look.query>>;

/** What is asked for; the organisation is the present one, the language the interface's. */
export type Wanted = Pick<ExportRequest, 'eventId' | 'columns' | 'format'>;

/** The server's procedures, as components need them; a test hands in its own. */
export interface ExportCalls {
	ask(request: ExportRequest): Promise<{ id: string; to: string }>;
	look(id: string): Promise<OwnExport>;
}

export const exportCalls: ExportCalls = {
	ask: (request) => api.exports.ask.mutate(request),
	look: (id) => api.exports.look.query({ id })
};

const refusals: Record<string, () => string> = {
	already_asked: m.exports_already_asked,
	too_many: m.exports_too_many,
	missing: m.exports_not_allowed
};

/** Why an export wasn't asked for; what is no refusal is taken for want of contact. */
const refusalWords = (error: unknown): string =>
	(refusals[refusalOf(error) ?? ''] ?? m.exports_away)();

/** What asking came to: an export's id, or why there is none. */
export type Asked = { id: string } | { refusal: string };

/** Asks the server for a file of everything; that its link comes by mail, is told. Needs the network. */
export async function askByMail(request: ExportRequest, calls = exportCalls): Promise<Asked> {
	try {
		const { id, to } = await calls.ask(request);
		toasts.show(m.exports_asked({ email: to }), { tone: 'ok', lasts: 12_000 });
		return { id };
	} catch (error) {
		return { refusal: refusalWords(error) };
	}
}

export const requestOf = (wanted: Wanted): ExportRequest => ({
	...wanted,
	organisationId: local.membership?.organisation.id ?? '',
	locale: getLocale()
});
