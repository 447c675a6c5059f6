import { m } from '#lib/paraglide/messages.js';
import { isFull } from '#lib/sync/full-disk.ts';

/** What happened, what was kept and what to do, where the device could not store a change. */
export const unsavedWords = (error: unknown): string =>
	isFull(error) ? m.attention_full_text() : m.attention_unsaved_text();
