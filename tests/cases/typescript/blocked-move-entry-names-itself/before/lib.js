module.exports = {
  fetch(url) {
    return fetch(url);
  },
  close() {},
};
