/**
 * How the driver, the network and PostgreSQL say that the database is out of reach, which passes: it was shut down
 * (57P01, 57P02), is starting (57P03), lends no more connections (53300), or the way to it is cut (class 08).
 */
const away =
	/^(CONNECT_TIMEOUT|CONNECTION_\w+|ECONN\w+|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT|57P0[123]|53300|08\w{3})$/;

/** Whether something failed because the database was out of reach. */
export const isAway = (error: unknown): boolean =>
	away.test(String((error as { code?: unknown } | null | undefined)?.code));
