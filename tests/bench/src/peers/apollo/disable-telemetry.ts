// Apollo's packages report usage unless this is set before they are loaded; so this module is imported first.
process.env['APOLLO_TELEMETRY_DISABLED'] = 'true';
