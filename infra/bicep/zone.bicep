// One trust zone: its vault, and in each of its regions an identity, the rights of that identity, and the app.
import { packageType, regionType, zoneType } from 'types.bicep'

param name string
param suffix string
param homeLocation string
param regions regionType[]
param zone zoneType
param blobAccountName string
param tableAccountName string
param storeGroupName string
param sharedGroupName string
param monitoringName string
param workspaceId string

@description('Front Door\'s own id, which it sends with every request; empty: this zone has no public name.')
param frontDoorId string

param frontDoorNetworks string[]
param operatorAddresses string[]
param otlpEndpoint string
param package packageType
param tags object

var subnetIds = map(regions, region => resourceId(subscription().subscriptionId, '${name}-network-${region.name}', 'Microsoft.Network/virtualNetworks/subnets', '${name}-${region.name}', zone.name))

module vault 'keyVault.bicep' = {
  name: 'vault-${zone.name}'
  params: {
    vaultName: '${name}-${zone.name}-${suffix}'
    location: homeLocation
    subnetIds: subnetIds
    operatorAddresses: operatorAddresses
    workspaceId: workspaceId
    tags: tags
  }
}

resource identities 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = [for region in regions: {
  name: '${name}-${zone.name}-${region.name}'
  location: region.location
  tags: tags
}]

module hosts 'hostStorage.bicep' = [for (region, i) in regions: {
  name: 'host-${zone.name}-${region.name}'
  params: {
    accountName: '${name}${zone.name}${region.name}${suffix}'
    location: region.location
    subnetId: subnetIds[i]
    operatorAddresses: operatorAddresses
    tags: tags
  }
}]

module rights 'rights.bicep' = [for (region, i) in regions: {
  name: 'rights-${zone.name}-${region.name}'
  scope: subscription()
  params: {
    principalId: identities[i].properties.principalId
    zone: zone
    deploymentName: '${zone.name}-${region.name}'
    zoneGroupName: resourceGroup().name
    storeGroupName: storeGroupName
    sharedGroupName: sharedGroupName
    vaultName: vault.outputs.name
    hostAccountName: hosts[i].outputs.name
    blobAccountName: blobAccountName
    tableAccountName: tableAccountName
    monitoringName: monitoringName
  }
}]

module apps 'functionApp.bicep' = [for (region, i) in regions: {
  name: 'app-${zone.name}-${region.name}'
  params: {
    appName: '${name}-${zone.name}-${region.name}-${suffix}'
    location: region.location
    zone: zone
    identityName: identities[i].name
    hostAccountName: hosts[i].outputs.name
    blobAccountName: blobAccountName
    tableAccountName: tableAccountName
    vaultName: vault.outputs.name
    subnetId: subnetIds[i]
    monitoringName: monitoringName
    sharedGroupName: sharedGroupName
    frontDoorId: frontDoorId
    frontDoorNetworks: frontDoorNetworks
    operatorAddresses: operatorAddresses
    otlpEndpoint: otlpEndpoint
    package: package
    tags: tags
  }
  dependsOn: [
    rights
  ]
}]

output appNames array = [for (region, i) in regions: apps[i].outputs.name]
output vaultName string = vault.outputs.name
