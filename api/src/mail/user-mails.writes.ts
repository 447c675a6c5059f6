import { sql } from 'kysely';
import type { Db } from '../db/database.ts';
import { claimMs } from './attempts.ts';

export interface UserMailRow {
	id: string;
	sealed: Uint8Array;
	attempts: number;
	createdAt: number;
}

export async function insertUserMail(db: Db, row: Omit<UserMailRow, 'attempts'>): Promise<void> {
	await db
		.insertInto('userMails')
		.values({ ...row, dueAt: row.createdAt })
		.execute();
}

/** Takes the mail that is due longest; processes that take at the same time take different ones. */
export async function claimUserMail(db: Db, now: number): Promise<UserMailRow | undefined> {
	const { rows } = await sql<UserMailRow>`
		update user_mails set claimed_until = ${now + claimMs}::timestamptz, attempts = attempts + 1
		where id = (
			select id from user_mails
			where due_at <= ${now}::timestamptz and (claimed_until is null or claimed_until <= ${now}::timestamptz)
			order by due_at limit 1 for update skip locked
		)
		returning id, sealed, attempts, created_at
	`.execute(db);
	return rows[0];
}

export async function deferUserMail(db: Db, id: string, dueAt: number): Promise<void> {
	await db
		.updateTable('userMails')
		.set({ dueAt, claimedUntil: null })
		.where('id', '=', id)
		.execute();
}

export async function deleteUserMail(db: Db, id: string): Promise<void> {
	await db.deleteFrom('userMails').where('id', '=', id).execute();
}
