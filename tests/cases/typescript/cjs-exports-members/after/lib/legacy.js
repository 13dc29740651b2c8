class Other {}

exports.Other = Other;
