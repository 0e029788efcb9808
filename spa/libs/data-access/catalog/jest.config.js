module.exports = require('../../../jest.preset.js')('data-access-catalog', __dirname);
