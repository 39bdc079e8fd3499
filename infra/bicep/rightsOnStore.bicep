// Rights on the store that the zone uses: container by container, and on its records as a whole, since the program makes tables when it first needs them.
import { storagePrefix, zoneType } from 'types.bicep'

param principalId string
param zone zoneType
param blobAccountName string
param tableAccountName string

var storageBlobDataContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
var storageBlobDataReader = '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'
var storageTableDataContributor = '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'

resource blobAccount 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  name: blobAccountName
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2023-05-01' existing = {
  parent: blobAccount
  name: 'default'
}

resource containers 'Microsoft.Storage/storageAccounts/blobServices/containers@2023-05-01' existing = [for access in zone.containers: {
  parent: blobs
  name: '${storagePrefix}-${access.container}'
}]

resource tableAccount 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  name: tableAccountName
}

resource writing 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (access, i) in zone.containers: if (access.right == 'write') {
  scope: containers[i]
  name: guid(containers[i].id, principalId, storageBlobDataContributor)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageBlobDataContributor)
  }
}]

resource reading 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (access, i) in zone.containers: if (access.right == 'read') {
  scope: containers[i]
  name: guid(containers[i].id, principalId, storageBlobDataReader)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageBlobDataReader)
  }
}]

resource records 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (zone.records == 'write') {
  scope: tableAccount
  name: guid(tableAccount.id, principalId, storageTableDataContributor)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageTableDataContributor)
  }
}
