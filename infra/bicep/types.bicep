// What a deployment is made of. main.bicep takes lists of these; a role that is still to come is one more entry of type zoneType.

@export()
@description('A region with apps. The first of the list is the home region: stores, vaults and logs lie there.')
type regionType = {
  @description('Short, for names: weu.')
  name: string
  @description('As Azure names it: westeurope.')
  location: string
  @description('Private addresses of this region, /20 or wider; each zone takes a /27 of it.')
  addressSpace: string
}

@export()
@description('Which program the apps run. isolated: the isolated worker, the default. native: machine code as a custom handler. infra/deploy.sh asks the app which it is.')
type packageType = 'isolated' | 'native'

@export()
@description('A container of published documents.')
type containerType = {
  name: string
  @description('For so many days no version of a document can be changed or deleted, by nobody. 0: no such rule.')
  retentionDays: int
}

@export()
@description('A store: an account for records and one for published documents. Zones share a store, or have their own.')
type storeType = {
  @description('3 to 8 small letters.')
  name: string
  @description('GZRS survives the loss of the home region; ZRS the loss of one of its buildings.')
  redundancy: 'Standard_GZRS' | 'Standard_ZRS'
  containers: containerType[]
}

@export()
@description('What an app may do with a container of its store.')
type accessType = {
  container: string
  right: 'read' | 'write'
}

@export()
@description('How an app scales.')
type scaleType = {
  @description('Instances at most, 40 to 1000.')
  most: int
  @description('Instances that are kept warm; 0 starts from cold.')
  alwaysReady: int
  memoryMB: 2048 | 4096
  @description('Requests at once that an instance gets.')
  concurrency: int
}

@export()
@description('A version of a key, as its ceremony named it. secrets: a key that comes into the process, for what signs often; readable by secrets: read.')
type keyType = {
  collection: 'keys' | 'secrets'
  name: string
  version: string
}

@export()
@description('A trust zone: one app in each of its regions, one identity for each of these apps, one vault. What a stranger who takes the app over could do is what stands here.')
type zoneType = {
  @description('2 to 8 small letters.')
  name: string
  @description('As Shaken:Roles knows them.')
  roles: string[]
  @description('The name of a store.')
  store: string
  @description('Rights on the records of the store.')
  records: 'none' | 'write'
  @description('Rights on containers of the store; on no others.')
  containers: accessType[]
  @description('For each setting that names keys, those of the zone\'s own vault. The app may sign with each of them and with no other; nobody here may make, import or delete one. Empty until the ceremony has made them.')
  keys: { *: keyType[] }
  @description('Rights on the secrets of the zone\'s own vault. read: for secretSettings; write: for call keys that the app makes itself.')
  secrets: 'none' | 'read' | 'write'
  @description('Names of regions; empty: all of them.')
  regions: string[]
  @description('Public names, served by Front Door. Empty: the zone is reached only under the app\'s own name, by operatorAddresses and callerAddresses.')
  hostNames: string[]
  @description('Networks that may reach the app beside Front Door.')
  callerAddresses: string[]
  scale: scaleType
  @description('Settings of the program, as docs/operations/settings.md names them, with __ for the colon. No secrets.')
  settings: { *: string }
  @description('Settings whose value is a secret: from the setting\'s name to the secret\'s name in the zone\'s vault.')
  secretSettings: { *: string }
}

@export()
@description('Setting Azure:Storage:Prefix: a container trust-lists is shaken-trust-lists in its account.')
var storagePrefix = 'shaken'
