// A zone's vault: its keys never leave it, nothing in it can be destroyed before its time, and rights are roles.
@maxLength(24)
param vaultName string

param location string

@description('Of the zone\'s apps; nobody else reaches the vault.')
param subnetIds string[]

param operatorAddresses string[]
param workspaceId string
param tags object

@description('premium keeps keys of type EC-HSM in hardware.')
@allowed([
  'standard'
  'premium'
])
param sku string = 'premium'

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: vaultName
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: {
      family: 'A'
      name: sku
    }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    enablePurgeProtection: true
    enabledForDeployment: false
    enabledForDiskEncryption: false
    enabledForTemplateDeployment: false
    publicNetworkAccess: 'Enabled'
    networkAcls: {
      defaultAction: 'Deny'
      bypass: 'AzureServices'
      virtualNetworkRules: map(subnetIds, id => {
        id: id
      })
      ipRules: map(operatorAddresses, address => {
        value: address
      })
    }
  }
}

// Every use of a key, by whom.
resource audit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: vault
  name: 'audit'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'AuditEvent'
        enabled: true
      }
    ]
  }
}

output name string = vault.name
