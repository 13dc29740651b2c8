exports.isVerbose = process.env.VERBOSE === '1';
exports.limit = 3;
