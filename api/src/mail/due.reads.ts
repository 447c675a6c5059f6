import { sql } from 'kysely';
import type { Context } from '../context.ts';
import { remindersDue } from './announcements.writes.ts';

/** Whether the outbox has anything to do now. Cheap: asked every few seconds. */
export async function isMailDue({ db, now }: Pick<Context, 'db' | 'now'>): Promise<boolean> {
	const at = sql`${now()}::timestamptz`;
	const waiting = sql`due_at <= ${at} and (claimed_until is null or claimed_until <= ${at})`;
	const { rows } = await sql<{ due: boolean }>`
		select exists (select from mails where state in ('queued', 'deferred') and ${waiting})
			or exists (select from user_mails where ${waiting})
			or exists (select from role_mails where ${waiting})
			or exists (select from mails where not reported)
			or exists (
				select from invitations
				where expires_at <= ${at} and expired_at is null and accepted_at is null and revoked_at is null
			)
			or exists (select from event_announcements where due_at <= ${at})
			or exists (select from ${remindersDue(now())}) as due
	`.execute(db);
	return rows[0]?.due ?? false;
}
