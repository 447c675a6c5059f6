import { m } from '#lib/paraglide/messages.js';
import { toasts } from './toasts.svelte.ts';

/** Says that the code of a part didn't come, and offers to load the page again. */
export function tellPartMissing(): void {
	toasts.show(m.shell_part_missing(), {
		tone: 'attention',
		action: { label: m.shell_try_again(), run: () => location.reload() }
	});
}
