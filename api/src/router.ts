import { accessRouter } from './access/access.procedures.ts';
import { accountsRouter } from './accounts/accounts.procedures.ts';
import { eventsRouter } from './events/events.procedures.ts';
import { exportsRouter } from './exports/exports.procedures.ts';
import { groupsRouter } from './groups/groups.procedures.ts';
import { invitationsRouter } from './invitations/invitations.procedures.ts';
import { mailRouter } from './mail/mail.procedures.ts';
import { peopleRouter } from './people/people.procedures.ts';
import { presenceRouter } from './presence/presence.procedures.ts';
import { rolesRouter } from './roles/roles.procedures.ts';
import { roomsRouter } from './rooms/rooms.procedures.ts';
import { router } from './trpc.ts';
import { syncRouter } from './sync/sync.procedures.ts';

export const appRouter = router({
	access: accessRouter,
	accounts: accountsRouter,
	events: eventsRouter,
	exports: exportsRouter,
	groups: groupsRouter,
	invitations: invitationsRouter,
	mail: mailRouter,
	people: peopleRouter,
	presence: presenceRouter,
	roles: rolesRouter,
	rooms: roomsRouter,
	sync: syncRouter
});
export type AppRouter = typeof appRouter;
