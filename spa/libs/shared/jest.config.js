module.exports = require('../../jest.preset.js')('shared', __dirname);
