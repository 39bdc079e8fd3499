// The whole deployment: `az deployment sub create`. What it holds is a list of stores, a list of trust zones and a list of regions.
targetScope = 'subscription'

import { packageType, regionType, storeType, zoneType } from 'types.bicep'

@description('Stands in every name; small letters and digits.')
@minLength(2)
@maxLength(6)
param name string

@minLength(1)
param regions regionType[]

@minLength(1)
param stores storeType[]

@minLength(1)
param zones zoneType[]

@description('Mail addresses that alerts go to.')
param alertReceivers string[]

@description('Networks from which operators reach stores, vaults and apps: for deployments and the key ceremony. Empty outside of these.')
param operatorAddresses string[] = []

@description('An OpenTelemetry collector (OTLP). Empty: the program sends nothing itself; its logs still reach Application Insights by the Functions host.')
param otlpEndpoint string = ''

@description('Which program the apps run; after a change deploy the other package to each app.')
param package packageType = 'isolated'

@description('How long logs are kept, in days.')
@minValue(30)
@maxValue(730)
param logDays int = 90

@description('Networks of Front Door\'s servers, whose X-Forwarded-For counts.')
param frontDoorNetworks string[] = [
  '147.243.0.0/16'
  '2a01:111:2050::/44'
]

param tags object = {}

var suffix = take(uniqueString(subscription().id, name), 5)
var home = regions[0]
var publicZones = filter(zones, zone => !empty(zone.hostNames))
var crlZones = filter(zones, zone => contains(zone.settings, 'Pa__Crl__Url') || contains(zone.settings, 'Ca__Crl__Url'))

resource sharedGroup 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: '${name}-shared'
  location: home.location
  tags: tags
}

resource networkGroups 'Microsoft.Resources/resourceGroups@2024-03-01' = [for region in regions: {
  name: '${name}-network-${region.name}'
  location: region.location
  tags: tags
}]

resource storeGroups 'Microsoft.Resources/resourceGroups@2024-03-01' = [for store in stores: {
  name: '${name}-store-${store.name}'
  location: home.location
  tags: tags
}]

resource zoneGroups 'Microsoft.Resources/resourceGroups@2024-03-01' = [for zone in zones: {
  name: '${name}-zone-${zone.name}'
  location: home.location
  tags: tags
}]

module monitoring 'monitoring.bicep' = {
  name: 'monitoring'
  scope: sharedGroup
  params: {
    name: name
    location: home.location
    logDays: logDays
    alertReceivers: alertReceivers
    tags: tags
  }
}

module networks 'network.bicep' = [for (region, i) in regions: {
  name: 'network-${region.name}'
  scope: networkGroups[i]
  params: {
    name: name
    region: region
    zoneNames: map(zones, zone => zone.name)
    tags: tags
  }
}]

module frontDoor 'frontDoor.bicep' = if (!empty(publicZones)) {
  name: 'front-door'
  scope: sharedGroup
  params: {
    name: name
    suffix: suffix
    regions: regions
    zones: publicZones
    workspaceId: monitoring.outputs.workspaceId
    tags: tags
  }
}

module storage 'storage.bicep' = [for (store, i) in stores: {
  name: 'store-${store.name}'
  scope: storeGroups[i]
  params: {
    location: home.location
    store: store
    blobAccountName: '${name}${store.name}b${suffix}'
    tableAccountName: '${name}${store.name}t${suffix}'
    subnetIds: flatten(map(regions, region => map(filter(zones, zone => zone.store == store.name), zone => resourceId(subscription().subscriptionId, '${name}-network-${region.name}', 'Microsoft.Network/virtualNetworks/subnets', '${name}-${region.name}', zone.name))))
    operatorAddresses: operatorAddresses
    workspaceId: monitoring.outputs.workspaceId
    tags: tags
  }
  dependsOn: [
    networks
  ]
}]

module apps 'zone.bicep' = [for (zone, i) in zones: {
  name: 'zone-${zone.name}'
  scope: zoneGroups[i]
  params: {
    name: name
    suffix: suffix
    homeLocation: home.location
    regions: filter(regions, region => empty(zone.regions) || contains(zone.regions, region.name))
    zone: zone
    blobAccountName: '${name}${zone.store}b${suffix}'
    tableAccountName: '${name}${zone.store}t${suffix}'
    storeGroupName: '${name}-store-${zone.store}'
    sharedGroupName: sharedGroup.name
    monitoringName: monitoring.outputs.componentName
    workspaceId: monitoring.outputs.workspaceId
    frontDoorId: empty(zone.hostNames) ? '' : frontDoor!.outputs.id
    frontDoorNetworks: frontDoorNetworks
    operatorAddresses: operatorAddresses
    otlpEndpoint: otlpEndpoint
    package: package
    tags: tags
  }
  dependsOn: [
    networks
    storage
  ]
}]

module alerts 'alerts.bicep' = {
  name: 'alerts'
  scope: sharedGroup
  params: {
    name: name
    location: home.location
    workspaceId: monitoring.outputs.workspaceId
    actionGroupId: monitoring.outputs.actionGroupId
    publishesCrl: !empty(crlZones)
    tags: tags
  }
}

module throttling 'throttling.bicep' = {
  name: 'throttling'
  scope: sharedGroup
  params: {
    name: name
    actionGroupId: monitoring.outputs.actionGroupId
    storageAccountIds: flatten([
      map(stores, store => resourceId(subscription().subscriptionId, '${name}-store-${store.name}', 'Microsoft.Storage/storageAccounts', '${name}${store.name}b${suffix}'))
      map(stores, store => resourceId(subscription().subscriptionId, '${name}-store-${store.name}', 'Microsoft.Storage/storageAccounts', '${name}${store.name}t${suffix}'))
    ])
    vaultIds: map(zones, zone => resourceId(subscription().subscriptionId, '${name}-zone-${zone.name}', 'Microsoft.KeyVault/vaults', '${name}-${zone.name}-${suffix}'))
    frontDoorId: empty(publicZones) ? '' : frontDoor!.outputs.profileId
    tags: tags
  }
  dependsOn: [
    storage
    apps
  ]
}

@description('The names of the apps, zone by zone and region by region: what deploy.sh is given.')
output appNames array = [for (zone, i) in zones: apps[i].outputs.appNames]

@description('The name of each zone\'s vault: where its keys and secrets are put.')
output vaultNames array = [for (zone, i) in zones: apps[i].outputs.vaultName]

@description('For each public name the records that its DNS needs.')
output dnsRecords array = empty(publicZones) ? [] : frontDoor!.outputs.dnsRecords
