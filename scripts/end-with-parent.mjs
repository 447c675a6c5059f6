/*
 * Loaded into the server before its own code. Signals reach it through the script that started
 * it; when that is killed outright, the server would stay behind and hold its port and its data.
 */
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();
