module.exports = require('../../../jest.preset.js')('data-access-core', __dirname);
