exports.isChatty = process.env.VERBOSE === '1';
exports.limit = 3;
