module.exports = require('../../../jest.preset.js')('data-access-order', __dirname);
