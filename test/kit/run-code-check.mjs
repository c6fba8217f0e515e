import { finish, requireDevelopmentPackages, runChecks } from './checks.mjs'

requireDevelopmentPackages()
finish([await runChecks()])
