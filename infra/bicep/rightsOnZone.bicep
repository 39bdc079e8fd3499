// Rights on what belongs to the zone alone: its vault, and the account its Functions host lives on.
import { zoneType } from 'types.bicep'

param principalId string
param zone zoneType
param vaultName string
param hostAccountName string

var storageBlobDataOwner = 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
var keyVaultCryptoUser = '12338af0-0e69-4776-bea7-57ae8d297424'
var keyVaultSecretsUser = '4633458b-17de-408a-b874-0445c86b69e6'
var keyVaultSecretsOfficer = 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7'

// Of a key that has two versions in use once.
var keyNames = union(map(filter(flatten(map(items(zone.keys), entry => entry.value)), key => key.collection == 'keys'), key => key.name), [])

resource hostAccount 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  name: hostAccountName
}

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: vaultName
}

// The Functions host's own demand: it takes leases for its timers, and reads the app's package.
resource host 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: hostAccount
  name: guid(hostAccount.id, principalId, storageBlobDataOwner)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageBlobDataOwner)
  }
}

// The very keys that its settings name: the ceremony made them before.
resource keys 'Microsoft.KeyVault/vaults/keys@2023-07-01' existing = [for keyName in keyNames: {
  parent: vault
  name: keyName
}]

resource signing 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (keyName, i) in keyNames: {
  scope: keys[i]
  name: guid(vault.id, keyName, principalId, keyVaultCryptoUser)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', keyVaultCryptoUser)
  }
}]

resource readingSecrets 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (zone.secrets == 'read') {
  scope: vault
  name: guid(vault.id, principalId, keyVaultSecretsUser)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', keyVaultSecretsUser)
  }
}

resource writingSecrets 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (zone.secrets == 'write') {
  scope: vault
  name: guid(vault.id, principalId, keyVaultSecretsOfficer)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', keyVaultSecretsOfficer)
  }
}
