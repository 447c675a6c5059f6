import { expect } from 'vitest';
import { toasts } from '../ui/toasts.svelte.ts';

/** The newest message that offers to take something back, once there is one: a deed is shown before it is said. */
export async function offeredUndo(): Promise<number> {
	const offering = () => toasts.shown.findLast(({ action }) => action?.label === 'Undo')?.id;
	await expect.poll(offering).toBeDefined();
	return offering() as number;
}

/** Takes back what was done, by the button of its message. */
export const pressUndo = async (): Promise<void> => toasts.act(await offeredUndo());
