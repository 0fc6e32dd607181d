/**
 * Loaded into tools by `--import`: they end when the process that started them is gone, by whatever death. Our own processes
 * notice that by the end of their channel instead.
 */
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM');
}, 500).unref();
