process.on('exit', () => undefined);
