export const Thing = [];
Thing.push(1);
