import type { Profile } from '@foyer/shared/accounts';
import type { Context } from '../context.ts';

/** Changes what a user is called and the language they are addressed in. */
export async function updateProfile(
	{ db }: Pick<Context, 'db'>,
	userId: string,
	{ name, locale }: Profile
): Promise<void> {
	await db.updateTable('users').set({ name, locale }).where('id', '=', userId).execute();
}
