exports.finish = () => 3;
