exports.New = class {};
