// A store: records in tables of one account, published documents in containers of another, so that neither takes the other's requests.
import { storagePrefix, storeType } from 'types.bicep'

param location string
param store storeType

@maxLength(24)
param blobAccountName string

@maxLength(24)
param tableAccountName string

@description('Of the apps that use the store; nobody else reaches it.')
param subnetIds string[]

param operatorAddresses string[]
param workspaceId string
param tags object

@description('How long deleted documents and containers can be brought back, in days.')
@minValue(7)
@maxValue(365)
param undeleteDays int = 30

// Only the apps of the store, and operators while they work, reach it.
var networkRules = {
  defaultAction: 'Deny'
  bypass: 'AzureServices, Logging, Metrics'
  virtualNetworkRules: map(subnetIds, id => {
    id: id
    action: 'Allow'
  })
  ipRules: map(operatorAddresses, address => {
    value: address
    action: 'Allow'
  })
}

resource blobAccount 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: blobAccountName
  location: location
  kind: 'StorageV2'
  tags: tags
  sku: {
    name: store.redundancy
  }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: 'Enabled'
    networkAcls: networkRules
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2023-05-01' = {
  parent: blobAccount
  name: 'default'
  properties: {
    isVersioningEnabled: true
    changeFeed: {
      enabled: true
      retentionInDays: undeleteDays
    }
    deleteRetentionPolicy: {
      enabled: true
      days: undeleteDays
      allowPermanentDelete: false
    }
    containerDeleteRetentionPolicy: {
      enabled: true
      days: undeleteDays
    }
  }
}

// Support for rules on versions can be given to a container only when it is made, so all of them are made here and none by the program.
resource containers 'Microsoft.Storage/storageAccounts/blobServices/containers@2023-05-01' = [for container in store.containers: {
  parent: blobs
  name: '${storagePrefix}-${container.name}'
  properties: {
    publicAccess: 'None'
    immutableStorageWithVersioning: {
      enabled: container.retentionDays > 0
    }
  }
}]

// A replaced document stays as a version that nobody can take away before its time. Locking a policy is the operator's decision, for it cannot be undone.
resource retention 'Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies@2023-05-01' = [for (container, i) in store.containers: if (container.retentionDays > 0) {
  parent: containers[i]
  name: 'default'
  properties: {
    immutabilityPeriodSinceCreationInDays: container.retentionDays
    allowProtectedAppendWrites: false
  }
}]

// A list that is replaced every hour would else leave versions for ever.
resource tidying 'Microsoft.Storage/storageAccounts/managementPolicies@2023-05-01' = {
  parent: blobAccount
  name: 'default'
  properties: {
    policy: {
      rules: map(filter(store.containers, container => container.retentionDays > 0), container => {
        name: 'versions-of-${container.name}'
        enabled: true
        type: 'Lifecycle'
        definition: {
          filters: {
            blobTypes: [
              'blockBlob'
            ]
            prefixMatch: [
              '${storagePrefix}-${container.name}/'
            ]
          }
          actions: {
            version: {
              delete: {
                daysAfterCreationGreaterThan: container.retentionDays + undeleteDays
              }
            }
          }
        }
      })
    }
  }
  dependsOn: [
    blobs
  ]
}

resource tableAccount 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: tableAccountName
  location: location
  kind: 'StorageV2'
  tags: tags
  sku: {
    name: store.redundancy
  }
  properties: {
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: 'Enabled'
    networkAcls: networkRules
  }
}

// Who changed what is published; reads are left out, for there is one with each call.
resource blobAudit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: blobs
  name: 'audit'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'StorageWrite'
        enabled: true
      }
      {
        category: 'StorageDelete'
        enabled: true
      }
    ]
  }
}
